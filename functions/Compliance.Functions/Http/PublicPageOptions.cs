using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Compliance.Functions.Http;

/// <summary>Pages for people without an account.</summary>
public sealed class PublicPageOptions
{
    public const string Section = "Compliance:PublicPages";

    /// <summary>Address at which people reach this host, https. Default: the platform's name of it, or what a request came to.</summary>
    public string? Address { get; set; }

    /// <summary>Whether a front end that adds the client's address stands before this host. Default: on Azure.</summary>
    public bool BehindFrontEnd { get; set; }

    /// <summary>
    /// Codes that one client may send a minute to one tenant, and five times the requests. Default 30, at least 5.
    /// </summary>
    public int PerClientPerMinute { get; set; } = 30;

    /// <summary>The same for all clients together, on each instance. Default 600.</summary>
    public int PerTenantPerMinute { get; set; } = 600;

    public bool IsValid() =>
        PerClientPerMinute >= PublicPageBudget.OfAForm
        && PerTenantPerMinute >= PerClientPerMinute
        && (Address is null || Uri.TryCreate(Address, UriKind.Absolute, out _));

    /// <summary>Address of this host's pages, without a slash at its end.</summary>
    public string AddressFor(HttpRequest request) => Address?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}";
}

static class PublicPages
{
    public static void AddPublicPages(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PublicPageOptions>()
            .Configure(x =>
            {
                // The Core Tools set it too, to the address that they listen on.
                if (configuration["WEBSITE_HOSTNAME"] is { Length: > 0 } name && !name.Contains(':', StringComparison.Ordinal))
                {
                    (x.Address, x.BehindFrontEnd) = ($"https://{name}", true);
                }
            })
            .Bind(configuration.GetSection(PublicPageOptions.Section))
            .Validate(
                x => x.IsValid(),
                $"{PublicPageOptions.Section}: PerClientPerMinute must be 5 or more, PerTenantPerMinute no less, and Address absolute.")
            .ValidateOnStart();
        services.TryAddSingleton<PublicPageBudget>();
    }
}
