namespace Unified.Embedded.ClickHouse;

/// <summary>How to start an embedded ClickHouse.</summary>
public sealed record EmbeddedClickHouseOptions
{
    /// <summary>Folder that keeps the tables; made when missing. One process writes to it at a time.</summary>
    public required string DataPath { get; init; }

    /// <summary>Port on the loopback address; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Path of libchdb; null looks for the npm package in node_modules here and above, then in the user's folder for
    /// data.</summary>
    public string? Library { get; init; }

    /// <summary>True: a library that is nowhere is fetched by npm into the user's folder for data.</summary>
    public bool Install { get; init; }

    /// <summary>
    /// True: statements may read and write every file that this user may, and ask other servers, as clickhouse-local does. False, the
    /// default: they stay inside the tables.
    /// </summary>
    public bool Outside { get; init; }

    /// <summary>True: a child that ends by itself is started again, at the same address, until this object is disposed.</summary>
    public bool Restart { get; init; }

    /// <summary>Told in words when the child has ended by itself, and when it is there again.</summary>
    public IProgress<string>? Trouble { get; init; }

    /// <summary>Assembly with an entry point that understands <see cref="EmbeddedClickHouseServer.Verb"/>; null is the one this class is
    /// in.</summary>
    public string? ServerAssembly { get; init; }

    /// <summary>Settings that every statement starts from; a request's own settings win.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>How long it may take until it answers. Default: 60 seconds.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a stop may take before the process is killed.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Told in words what is being waited for.</summary>
    public IProgress<string>? Progress { get; init; }
}
