using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Fsck;

static partial class StoreCheckLog
{
    [LoggerMessage(2530, LogLevel.Error, "The check of {Check} found a fault in the stores of {Tenant}: {Where}: {What}")]
    public static partial void StoreWrong(this ILogger log, string tenant, string check, string where, string what);

    [LoggerMessage(2531, LogLevel.Information, "The check of {Check} of {Tenant} ended: {Sound} as written, {Wrong} faults")]
    public static partial void StoreChecked(this ILogger log, string tenant, string check, long sound, int wrong);

    [LoggerMessage(2532, LogLevel.Error, "The nightly checks of {Tenant} could not be started: {Fault}")]
    public static partial void StoresNotChecked(this ILogger log, string tenant, string fault);
}
