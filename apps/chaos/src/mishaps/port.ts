/** Where TWS listens, unless it was moved. */
export const PORT = 4002;
