/** What `cq-simulator --help` says. */

export const USAGE = `Usage: cq-simulator [options]
       cq-simulator record --upstream HOST:PORT --listen PORT --out FILE [options]
       cq-simulator replay FILE [options]

A TWS / IB Gateway on this machine that any API client believes. Without a command it simulates one: it prints one
ready line with its address, then runs until SIGINT or SIGTERM.

Options:
  --port N             where clients connect; 0 takes a free port (default 4002)
  --host ADDRESS       address to listen on (default 127.0.0.1: this machine only)
  --accounts A,B       account numbers; D… is a paper account (default DU1234567)
  --seed N             same seed and same requests, same bytes (default 1)
  --server-version N   newest protocol version offered, 157 to 193 (default 193)
  --next-order-id N    first order id offered (default 1)
  --read-only          refuse orders, as with "Read-Only API" ticked
  --clock real|fast|stepped
                       real time, many times faster, or moved over the control port (default real)
  --speed N            how many times faster "fast" is (default 60)
  --instruments FILE   more instruments, as JSON
  --prices FILE        prices from a CSV, JSONL or Parquet file instead of the seeded process; may be repeated
  --prices-from start|time
                       the first price comes at the start, or each at its own time (default start)
  --scenario FILE      what happens when, as JSON: faults, notices, restarts, prices
  --control PORT       faults, prices and questions over HTTP on 127.0.0.1; 0 takes a free port
  --log FILE           write every frame, as a transcript; - is standard error
  --json               ready line as JSON
  -h, --help           this text

record: a proxy in front of a real TWS that writes what passes, without account numbers, names and order refs
  --upstream HOST:PORT the TWS, IB Gateway or simulator to record
  --listen PORT        where clients connect; 0 takes a free port
  --out FILE           the transcript
  --scrub TEXT         one more word to take out, such as a person's name; may be repeated
  --server-version N   newest protocol version to let a client offer, up to 200 (default 193)
  --force              replace FILE if it exists
  --host ADDRESS, --json as above

replay: a server that answers from a transcript
  --mode request|strict  by question in any order, or exactly as recorded (default request)
  --port N, --host ADDRESS, --json as above
  --clock real|fast    keep the pauses of the recording, or not (default real)

Exit codes: 0 stopped by a signal, or played to the end; 1 a strict replay differed, or a failure;
2 it could not start (bad option or file, port taken).`;
