using Microsoft.Extensions.Configuration;

namespace Compliance.Functions.Platform;

/// <summary>
/// Whether the app runs on one machine: configuration section <c>Compliance:Local</c>. Its vault consists of files, so the app refuses to
/// start with this section on Azure.
/// </summary>
static class LocalMode
{
    public const string Section = "Compliance:Local";

    /// <exception cref="InvalidOperationException">The section exists together with a setting that only Azure has.</exception>
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

    /// <summary>The Core Tools also set one of these settings, to the address they listen on.</summary>
    static bool IsOfCoreTools(string name, string? value) =>
        name.Equals("WEBSITE_HOSTNAME", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate($"http://{value}", UriKind.Absolute, out var address)
        && (address.IsLoopback || address.Host == "0.0.0.0");
}
