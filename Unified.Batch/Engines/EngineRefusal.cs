using Unified.Errors;

namespace Unified.Batch.Engines;

/// <summary>An engine cannot compute a slice equally, by what its files or records are: the native engine can.</summary>
internal sealed class EngineRefusal(string message) : DataException(message);
