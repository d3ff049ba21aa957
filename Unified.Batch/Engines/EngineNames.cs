namespace Unified.Batch.Engines;

/// <summary>The names of engines, as commands and settings have them.</summary>
internal static class EngineNames
{
    /// <summary>The one that computes unless another is asked for.</summary>
    public const string Native = "native";

    /// <summary>The cluster's.</summary>
    public const string Spark = "spark";
}
