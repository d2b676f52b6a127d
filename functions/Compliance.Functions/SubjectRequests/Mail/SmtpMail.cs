using System.Net.Sockets;
using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Utils;

namespace Compliance.Functions.SubjectRequests.Mail;

/// <summary>Sends mail through the tenant's server.</summary>
public sealed class SmtpMail(IOptions<MailOptions> options, ILogger<SmtpMail> log) : IDeliveryMail
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public bool IsReady(TenantId tenant) => options.Value.Find(tenant) is not null;

    public async Task<bool> SendAsync(TenantId tenant, string address, DeliveryMail mail, CancellationToken cancellationToken)
    {
        var server = options.Value.Find(tenant) ?? throw new InvalidOperationException("The tenant has no mail server.");
        if (!MailboxAddress.TryParse(address, out var to))
        {
            log.NotMailed(tenant.ToString(), "ParseException");
            return false;
        }

        using var message = MessageOf(server, to, mail);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var client = new SmtpClient();
            await client.ConnectAsync(server.Host, server.Port, server.Security, patience.Token);
            if (server is { User: { } user, Password: { } password })
            {
                await client.AuthenticateAsync(user, password, patience.Token);
            }

            await client.SendAsync(message, patience.Token);
            return true;
        }
        catch (Exception e) when (IsOfTheServer(e) && !cancellationToken.IsCancellationRequested)
        {
            log.NotMailed(tenant.ToString(), FaultName.Of(e));
            return false;
        }
    }

    static MimeMessage MessageOf(MailServer server, MailboxAddress to, DeliveryMail mail)
    {
        var from = MailboxAddress.Parse(server.From);
        var message = new MimeMessage([from], [to], mail.Subject, new TextPart("plain") { Text = mail.Text })
        {
            // The library would put this machine's name into it.
            MessageId = MimeUtils.GenerateMessageId(from.Domain),
        };
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    static bool IsOfTheServer(Exception fault) => fault
        is CommandException or ProtocolException or AuthenticationException or SslHandshakeException or ServiceNotAuthenticatedException
        or NotSupportedException or IOException or SocketException or OperationCanceledException;
}
