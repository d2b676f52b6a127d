using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests.Recipients;

static partial class RecipientLog
{
    [LoggerMessage(2320, LogLevel.Error, "Recipient {Recipient} of request {Request}, tenant {Tenant}, was not looked after: {Fault}")]
    public static partial void NoticeNotWatched(this ILogger log, string recipient, string request, string tenant, string fault);

    [LoggerMessage(2321, LogLevel.Error, "Recipients of tenant {Tenant} were not looked after: {Fault}")]
    public static partial void RecipientsNotWatched(this ILogger log, string tenant, string fault);
}
