using Unified.Demo;
using Unified.Hosting;

return await UnifiedHost.RunAsync(args, context => DemoCommand.Create(context, typeof(Program).Assembly));
