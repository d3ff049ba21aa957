using Unified.Errors;

namespace Unified.Batch.Scheduling;

/// <summary>Somebody else is at work on it. No failure: the step comes again, as often as it has to.</summary>
internal sealed class StepBusyException(string message) : UnifiedException(message);
