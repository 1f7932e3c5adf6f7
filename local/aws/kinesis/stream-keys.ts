import * as z from "zod";
import type { Template } from "../contracts.ts";

const encrypted = z.looseObject({
  StreamEncryption: z.looseObject({ KeyId: z.string().startsWith("arn:") }),
});

/** ARN of a stream to the ARN of the customer's key it is encrypted with. */
export type StreamKeys = ReadonlyMap<string, string>;

/** Streams with AWS's own key need no permission, so they are not among these. Nothing is encrypted here. */
export function streamKeys(template: Template): StreamKeys {
  const entries = template.ofType("AWS::Kinesis::Stream").flatMap(({ logicalId, properties }) => {
    const result = encrypted.safeParse(properties);
    return result.success
      ? [[template.attribute(logicalId, "Arn"), result.data.StreamEncryption.KeyId] as const]
      : [];
  });
  return new Map(entries);
}
