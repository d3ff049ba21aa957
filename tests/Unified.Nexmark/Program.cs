using Unified.Hosting;
using Unified.Nexmark;

return await UnifiedHost.RunAsync(args, GenerateCommand.Create);
