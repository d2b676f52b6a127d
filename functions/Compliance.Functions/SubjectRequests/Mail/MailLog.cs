using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests.Mail;

static partial class MailLog
{
    [LoggerMessage(2330, LogLevel.Warning, "A mail for tenant {Tenant} could not be sent: {Fault}")]
    public static partial void NotMailed(this ILogger log, string tenant, string fault);
}
