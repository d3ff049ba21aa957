using Unified.Demo;
using Unified.Hosting;

return await UnifiedHost.RunAsync(args, DemoCommand.Create);
