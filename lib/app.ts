import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import cdk from "../cdk.json" with { type: "json" };
import { DEPLOYMENTS } from "./deployment-config.ts";
import { TouchlineStack } from "./touchline-stack.ts";

/**
 * Makes one stack per deployment and none by default: whoever deploys names it. A finding of cdk-nag that nobody
 * answered for fails the synthesis.
 *
 * A run without the CLI writes the same template as one with it: it has the context of `cdk.json` too, and no
 * resource that reports the library's use.
 */
export function touchlineApp({ context, ...props }: AppProps = {}): App {
  const app = new App({ analyticsReporting: false, ...props, context: { ...cdk.context, ...context } });
  for (const config of Object.values(DEPLOYMENTS)) {
    new TouchlineStack(app, `touchline-${config.name}`, config);
  }
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
