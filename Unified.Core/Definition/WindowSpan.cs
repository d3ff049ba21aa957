namespace Unified.Definition;

/// <summary>A window of one of several lengths: what <see cref="Window.Each"/> groups by. A result has both of its values.</summary>
/// <param name="Start">The inclusive start, in UTC.</param>
/// <param name="Length">The length; the exclusive end is one of it after the start.</param>
public readonly record struct WindowSpan(DateTime Start, TimeSpan Length);
