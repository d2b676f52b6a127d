using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests.Recipients;

static partial class RecipientLog
{
    [LoggerMessage(2320, LogLevel.Error, "Checking recipient {Recipient} of request {Request}, tenant {Tenant}, failed: {Fault}")]
    public static partial void NoticeNotWatched(this ILogger log, string recipient, string request, string tenant, string fault);

    [LoggerMessage(2321, LogLevel.Error, "Checking the recipients of tenant {Tenant} failed: {Fault}")]
    public static partial void RecipientsNotWatched(this ILogger log, string tenant, string fault);
}
