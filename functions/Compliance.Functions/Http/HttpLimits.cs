using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Http;

/// <summary>What the server takes and how slowly it gives, on any host.</summary>
static class HttpLimits
{
    public static void AddHttpLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DownloadOptions>()
            .Bind(configuration.GetSection(DownloadOptions.Section))
            .Validate(x => x.IsValid(), $"{DownloadOptions.Section}: every limit must be 1 or more.")
            .ValidateOnStart();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<DownloadOptions>>((kestrel, downloads) =>
        {
            kestrel.Limits.MaxRequestBodySize = RequestBodies.Largest;
            kestrel.Limits.MinResponseDataRate = new(downloads.Value.SlowestBytesPerSecond, gracePeriod: TimeSpan.FromSeconds(5));
        });
        services.TryAddSingleton<Downloads>();
    }
}
