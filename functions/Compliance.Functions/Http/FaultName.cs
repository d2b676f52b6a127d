using Azure;

namespace Compliance.Functions.Http;

/// <summary>
/// The part of an exception that may be logged. Messages of JSON readers and Azure clients can quote names, URLs and bodies; the type, and
/// the service's own code and status, cannot.
/// </summary>
public static class FaultName
{
    public static string Of(Exception fault) => fault switch
    {
        RequestFailedException failed => $"{failed.GetType().FullName} {failed.Status} {failed.ErrorCode}".TrimEnd(),
        AggregateException { InnerException: { } inner } => Of(inner),
        { InnerException: { } inner } => $"{fault.GetType().FullName} < {Of(inner)}",
        _ => fault.GetType().FullName!,
    };
}
