using System.Net;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using MailKit.Security;
using MimeKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Compliance.Functions.SubjectRequests.Mail;

/// <summary>Mail servers by tenant; a tenant without one sends no mail.</summary>
public sealed class MailOptions
{
    /// <summary><c>Compliance:Mail:{tenant}:Host</c>, ….</summary>
    public const string Section = "Compliance:Mail";

    public Dictionary<string, MailServer> Servers { get; } = new(StringComparer.OrdinalIgnoreCase);

    public MailServer? Find(TenantId tenant) => Servers.GetValueOrDefault(tenant.ToString());

    public bool IsValid() => Servers.Values.All(x => x.IsValid());
}

/// <summary>A server for outgoing mail (SMTP).</summary>
public sealed class MailServer
{
    public string Host { get; set; } = "";

    /// <summary>Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>Default <c>StartTls</c>; <c>SslOnConnect</c> for port 465; <c>None</c> on this machine only.</summary>
    public SecureSocketOptions Security { get; set; } = SecureSocketOptions.StartTls;

    /// <summary>Default null: no login.</summary>
    public string? User { get; set; }

    /// <summary>On Azure a reference to a secret of the vault, <c>@Microsoft.KeyVault(…)</c>.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    public string From { get; set; } = "";

    public bool IsValid() =>
        Host.Length > 0
        && Port is > 0 and <= ushort.MaxValue
        && MailboxAddress.TryParse(From, out _)
        && User is null == Password is null
        && (Security is SecureSocketOptions.StartTls or SecureSocketOptions.SslOnConnect
            || (Security is SecureSocketOptions.None && IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address)));
}

static class MailRegistration
{
    public static void AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MailOptions>()
            .Configure(x => configuration.GetSection(MailOptions.Section).Bind(x.Servers))
            .Validate(
                x => x.IsValid(),
                $"{MailOptions.Section}: each server needs Host, From, User with Password or neither, and TLS unless Host is loopback.")
            .ValidateOnStart();
        services.TryAddSingleton<IDeliveryMail, SmtpMail>();
    }
}
