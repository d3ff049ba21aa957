using Unified.Hosting;

return await UnifiedHost.RunAsync(args);
