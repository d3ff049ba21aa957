using System.CommandLine;
using Unified.Batch.Planning;
using Unified.Batch.Slices;
using Unified.Hosting.Configuration;

namespace Unified.Hosting.CommandLine;

/// <summary><c>--engine</c>: which engine computes slices.</summary>
internal static class EngineOption
{
    /// <summary>The option; null where it is not given.</summary>
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--engine")
        {
            Description = "What computes: native, or spark (Unified:Spark:Remote says where), which refuses what it cannot compute "
                + "equally. Default: Unified:Backfill:Engine.",
        };
        option.AcceptOnlyFromAmong([.. SliceEngines.Names]);
        return option;
    }

    /// <summary>The reconciler with the engine that was asked for.</summary>
    /// <exception cref="SettingException">Nothing says where its server is.</exception>
    public static Reconciler Of(Reconciler reconciler, SliceEngines engines, string? engine)
    {
        try
        {
            return engine is null ? reconciler : reconciler.With(engines, engine);
        }
        catch (ArgumentException error)
        {
            throw new SettingException(error.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
