import { BlockList, isIP } from "node:net";

/**
 * Whether a provider may send from `address`. An empty list means it may send from anywhere.
 *
 * @param allow addresses and CIDR blocks, IPv4 and IPv6
 * @throws Error if an entry of the list is neither: a list with a mistake lets nobody in
 */
export function isAllowed(address: string, allow: readonly string[]): boolean {
  if (allow.length === 0) return true;
  const list = new BlockList();
  for (const entry of allow) add(list, entry);
  const family = isIP(address);
  return family !== 0 && list.check(address, familyName(family));
}

function add(list: BlockList, entry: string): void {
  const [address = "", prefix] = entry.split("/");
  const family = isIP(address);
  if (prefix === undefined) list.addAddress(address, familyName(family));
  else list.addSubnet(address, Number(prefix), familyName(family));
}

function familyName(family: number): "ipv4" | "ipv6" {
  return family === 4 ? "ipv4" : "ipv6";
}
