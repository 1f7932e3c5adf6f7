import { randomBytes } from "node:crypto";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Makes an id like those of API Gateway for requests, messages and connections: `Ti835f_GEowCETQ=`. */
export function gatewayId(): string {
  return `${randomBytes(11).toString("base64url")}=`;
}

/** The time format of request contexts: `12/Mar/2020:19:03:58 +0000`. */
export function requestTime(time: Date): string {
  const [date = "", clock = ""] = time.toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
}

/** The client's address, IPv4 as IPv4 although the server listens on both. */
export function sourceIp(remoteAddress: string | undefined): string {
  return (remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "").replace(/^::1$/, "127.0.0.1");
}

/** Makes the trace header of a request. */
export function traceId(time: Date): string {
  const seconds = Math.floor(time.getTime() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")}`;
}
