import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { STAGES } from "./deployment-config.ts";
import { TouchlineStack } from "./touchline-stack.ts";

/**
 * One stack per stage and none by default: whoever deploys names it. A finding of cdk-nag that nobody
 * answered for fails the synthesis.
 */
export function touchlineApp(props: AppProps = {}): App {
  // Without the resource that reports the library's use, a run without the CLI writes the same template as with it.
  const app = new App({ analyticsReporting: false, ...props });
  for (const stage of Object.values(STAGES)) new TouchlineStack(app, `touchline-${stage.name}`, stage);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
