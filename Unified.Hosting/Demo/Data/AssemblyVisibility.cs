using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Unified.Hosting.Tests")]
[assembly: InternalsVisibleTo("Unified.Integration.Tests")]
[assembly: InternalsVisibleTo("Unified.Benchmarks")]
