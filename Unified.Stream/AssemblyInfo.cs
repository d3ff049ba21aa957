using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Unified.Stream.Tests")]
[assembly: InternalsVisibleTo("Unified.Batch.Tests")]
[assembly: InternalsVisibleTo("Unified.Simulation.Tests")]
[assembly: InternalsVisibleTo("Unified.Hosting")]
