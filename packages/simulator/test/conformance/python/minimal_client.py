#!/usr/bin/env python3
"""A TWS client in the Python standard library alone: connects, subscribes to quotes, places an order.

Part of cq, MIT licence. It exists to show that the simulator needs no particular client, and how little one takes.

    python3 minimal_client.py PORT [SERVER_VERSION [CLIENT_ID]]

Writes one JSON object a line on standard output: what it was told. Exit status 1 and a line on standard error when
an answer does not come.
"""

import json
import socket
import struct
import sys

UNSET = "1.7976931348623157e+308"
UNSET_INT = "2147483647"
AAPL = ["0", "AAPL", "STK", "", "0", "", "", "SMART", "", "USD", "", ""]

TICK_PRICE, ORDER_STATUS, ERROR, OPEN_ORDER = "1", "3", "4", "5"
NEXT_VALID_ID, CONTRACT_DATA, EXECUTION, MANAGED_ACCOUNTS = "9", "10", "11", "15"
CONTRACT_END, COMMISSION, POSITION, POSITION_END = "52", "59", "61", "62"


class Client:
    def __init__(self, port, version, host="127.0.0.1"):
        self.socket = socket.create_connection((host, port), timeout=10)
        self.buffer = b""
        self.write_raw(b"API\0" + self.framed(b"v100..%d" % version))
        self.version = int(self.read()[0])

    @staticmethod
    def framed(payload):
        return struct.pack(">I", len(payload)) + payload

    def write_raw(self, data):
        self.socket.sendall(data)

    def send(self, *fields):
        self.write_raw(self.framed("".join(str(field) + "\0" for field in fields).encode()))

    def read(self):
        """The fields of the next message."""
        while True:
            if len(self.buffer) >= 4:
                end = 4 + struct.unpack(">I", self.buffer[:4])[0]
                if len(self.buffer) >= end:
                    payload, self.buffer = self.buffer[4:end], self.buffer[end:]
                    return payload.decode().split("\0")[:-1]
            chunk = self.socket.recv(65536)
            if not chunk:
                raise ConnectionError("closed by the server")
            self.buffer += chunk

    def until(self, message, *beside):
        """Read on to this message; those named beside it are kept: a list of both, in order."""
        kept = []
        while True:
            fields = self.read()
            if fields[0] == ERROR and int(fields[3]) < 2000:
                raise RuntimeError("TWS says %s: %s" % (fields[3], fields[4]))
            if fields[0] in (message,) + beside:
                kept.append(fields)
            if fields[0] == message:
                return kept


def limit_order(version, order_id, side, quantity, price, account):
    """PLACE_ORDER for a stock, as the official Python client writes it at this server version."""
    fields = ["3", order_id, *AAPL, "", ""]
    fields += [side, quantity, "LMT", price, "", "DAY", "", account, "", "0", "from python", "1", "0"]
    fields += ["0", "0", "0", "0", "0", "0"]  # block, sweep, display size, trigger, outside hours, hidden
    fields += ["", "0", "", "", "", "", ""] + ([""] if version < 177 else []) + [""]  # allocation to model
    fields += ["0", "", "-1", "0", "", "", "0", "", "", "0", "0", "", "0"]  # short sale to auction
    fields += ["", "", "", "", "", "0", "", "", "", ""]  # box and volatility
    fields += ["0", "", "", "", "", "", "", "", "", "", ""]  # continuous update to hedge
    fields += ["0", "", "", "0", "0", "", "", "0", "", "0", "0", "0", "0"]  # routing to conditions
    fields += ["", UNSET, UNSET, UNSET, UNSET, UNSET, "0"]  # adjusted order
    fields += ["", "", "", UNSET, "", "", "", "", "0", "0", "0", ""]  # operator to price management
    since = [(158, [UNSET_INT]), (160, [UNSET_INT]), (162, ["0"]), (166, [""]), (169, [""]), (183, [""]), (184, ["0"])]
    for first, added in since:
        fields += added if version >= first else []
    fields += ["", UNSET_INT] if 187 <= version < 190 else []
    fields += ["0"] if version >= 189 else []
    fields += [UNSET_INT] if version >= 192 else []
    return fields


def say(**facts):
    print(json.dumps(facts), flush=True)


def main(port, version, client_id):
    client = Client(port, version)
    client.send("71", "2", client_id, "")
    accounts = client.until(NEXT_VALID_ID, MANAGED_ACCOUNTS)
    account = accounts[0][2]
    order_id = int(accounts[-1][2])
    say(what="connected", serverVersion=client.version, account=account, nextOrderId=order_id)

    client.send("9", "8", "1", *AAPL, "0", "", "", *([""] if client.version >= 176 else []))
    details = client.until(CONTRACT_END, CONTRACT_DATA)[0]
    say(what="contract", symbol="AAPL", known="265598" in details)

    client.send("1", "11", "2", *AAPL, "0", "", "0", "0", "")
    bid = next(fields for fields in iter(client.read, None) if fields[0] == TICK_PRICE and fields[3] == "1")
    say(what="quote", bid=float(bid[4]))
    client.send("2", "2", "2")

    client.send(*limit_order(client.version, order_id, "BUY", "5", round(float(bid[4]) * 1.01, 2), account))
    told = client.until(COMMISSION, ORDER_STATUS, EXECUTION, OPEN_ORDER)
    execution = next(fields for fields in told if fields[0] == EXECUTION)
    states = [fields[2] for fields in told if fields[0] == ORDER_STATUS]
    fill = dict(execId=execution[14], shares=float(execution[19]), price=float(execution[20]))
    say(what="fill", states=states, commission=float(told[-1][3]), **fill)

    client.send("61", "1")
    positions = client.until(POSITION_END, POSITION)[:-1]
    say(what="positions", held={fields[4]: float(fields[14]) for fields in positions})


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    try:
        main(arguments[0], *(arguments[1:2] or [193]), *(arguments[2:3] or [1]))
    except (OSError, RuntimeError, IndexError) as problem:
        sys.exit(str(problem))
