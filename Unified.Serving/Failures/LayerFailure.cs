namespace Unified.Serving.Failures;

/// <summary>That a part of a process has failed and nobody has run it without an error since.</summary>
/// <param name="Layer"><c>stream</c>, <c>archive</c> or <c>schedule</c>.</param>
/// <param name="Name">The job, or the source of an archive.</param>
/// <param name="Error">Why.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Process">The host and number of the process that failed last.</param>
public sealed record LayerFailure(string Layer, string Name, string Error, DateTimeOffset Since, string Process);
