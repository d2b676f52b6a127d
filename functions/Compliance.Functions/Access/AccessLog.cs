using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Access;

static partial class AccessLog
{
    [LoggerMessage(1100, LogLevel.Information, "Refused {Origin}: {Reason}")]
    public static partial void TokenRefused(this ILogger log, string origin, string reason);

    [LoggerMessage(1101, LogLevel.Error, "The refusal of {Origin} could not be audited: {Fault}")]
    public static partial void RefusalNotAudited(this ILogger log, string origin, string fault);
}
