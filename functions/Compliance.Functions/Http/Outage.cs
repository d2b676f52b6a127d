using System.Data.Common;
using System.Net.Sockets;
using Azure;
using Azure.Messaging.ServiceBus;

namespace Compliance.Functions.Http;

/// <summary>Recognises faults of storage, network or disk: the request itself was fine and may succeed later.</summary>
static class Outage
{
    public static bool Caused(Exception fault) => fault switch
    {
        // Status 0: there was no answer at all.
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        AggregateException several => several.InnerExceptions.All(Caused),
        ServiceBusException bus => bus.IsTransient,
        FileNotFoundException or DirectoryNotFoundException or EndOfStreamException => false,

        // On one machine the bus and the task hub are databases; a client of Azure that loses patience cancels.
        IOException or SocketException or HttpRequestException or TimeoutException or DbException or OperationCanceledException => true,
        _ => false,
    };
}
