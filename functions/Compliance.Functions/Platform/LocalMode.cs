using Microsoft.Extensions.Configuration;

namespace Compliance.Functions.Platform;

/// <summary>
/// Whether the app takes one machine for its platform: configuration section <c>Compliance:Local</c>. Its vault is files; so on Azure the
/// app does not start with it.
/// </summary>
static class LocalMode
{
    public const string Section = "Compliance:Local";

    /// <exception cref="InvalidOperationException">The section is there, and so is what only Azure sets.</exception>
    public static bool IsAsked(IConfiguration configuration)
    {
        if (!configuration.GetSection(Section).Exists())
        {
            return false;
        }

        return configuration.AsEnumerable().FirstOrDefault(x => IsOfAzure(x.Key, x.Value)).Key is { } sign
            ? throw new InvalidOperationException(
                $"{Section} is for one machine, and {sign} says that this is Azure: remove the settings that begin with Compliance__Local.")
            : true;
    }

    static bool IsOfAzure(string name, string? value) =>
        name.Equals("IDENTITY_ENDPOINT", StringComparison.OrdinalIgnoreCase)
        || name.Equals("MSI_ENDPOINT", StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("WEBSITE_", StringComparison.OrdinalIgnoreCase) && !IsOfCoreTools(name, value));

    /// <summary>The Core Tools set one of these settings too: the address they listen on.</summary>
    static bool IsOfCoreTools(string name, string? value) =>
        name.Equals("WEBSITE_HOSTNAME", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate($"http://{value}", UriKind.Absolute, out var address)
        && (address.IsLoopback || address.Host == "0.0.0.0");
}
