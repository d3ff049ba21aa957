using System.Reflection;

namespace Unified.Hosting.Composition;

/// <summary>The version of the code that writes rows and manifests: the build of Unified.Core, which holds the step function.</summary>
internal static class CodeVersion
{
    /// <summary>Package version and the build's identity: deterministic builds of the same source are the same version.</summary>
    public static string Current { get; } = Of(typeof(Physical.StageProgram));

    private static string Of(Type code)
    {
        var package = code.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return $"{package}-{code.Module.ModuleVersionId.ToString("N")[..8]}";
    }
}
