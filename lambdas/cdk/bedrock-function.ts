import { Duration, Stack } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'

// The equivalent of template.yaml for the AWS CDK. Copy this file into your app:
//
//   new BedrockFunction(this, 'Converse', {
//     code: 'dist/lambdas/converse',
//     modelId: 'us.amazon.nova-lite-v1:0',
//   })

export interface BedrockFunctionProps {
  /** The folder of a bundle that `npm run build:lambdas` made. */
  code: string
  /** A foundation model, or a cross-region inference profile such as us.amazon.nova-lite-v1:0. */
  modelId: string
  /** The function streams, so it needs the other permission. */
  streams?: boolean
  environment?: Record<string, string>
  timeout?: Duration
}

/** A function that may call one model and nothing else. The CDK builds stacks from classes. */
export class BedrockFunction extends Construct {
  readonly fn: LambdaFunction

  constructor(scope: Construct, id: string, props: BedrockFunctionProps) {
    super(scope, id)
    const { code, modelId, streams = false, environment, timeout = Duration.seconds(100) } = props
    this.fn = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(code),
      memorySize: 256,
      timeout,
      environment: { NODE_OPTIONS: '--enable-source-maps', MODEL_ID: modelId, ...environment },
    })
    const action = streams ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel'
    for (const statement of statementsFor(Stack.of(this), action, modelId))
      this.fn.addToRolePolicy(statement)
  }
}

function statementsFor(stack: Stack, action: string, modelId: string): PolicyStatement[] {
  const foundation = modelId.replace(/^(us|eu|apac|jp|au|ca|sa|us-gov|global)\./, '')
  const model = (region: string) =>
    `arn:${stack.partition}:bedrock:${region}::foundation-model/${foundation}`
  if (foundation === modelId) {
    return [new PolicyStatement({ actions: [action], resources: [model(stack.region)] })]
  }
  const profile = `arn:${stack.partition}:bedrock:${stack.region}:${stack.account}:inference-profile/${modelId}`
  return [
    new PolicyStatement({ actions: [action], resources: [profile] }),
    // The profile chooses the region, so the model is allowed in all of them, but only through the profile.
    new PolicyStatement({
      actions: [action],
      resources: [model('*')],
      conditions: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
    }),
  ]
}
