using System.Globalization;

namespace Compliance.Benchmarks;

/// <summary>
/// What Azure Storage charges for ten thousand operations, in US dollars: block blobs, hot tier, LRS, East US, pay as you go.
/// Source: azure.microsoft.com/pricing/details/storage/blobs, as remembered of 2025; no price list can be read where this runs, so look
/// there before relying on it. A region, redundancy or agreement of your own changes these five figures and nothing else.
/// </summary>
static class StoragePrices
{
    const decimal Write = 0.05m;
    const decimal List = 0.05m;
    const decimal Read = 0.004m;
    const decimal Other = 0.004m;
    const decimal Delete = 0m;
    const decimal Operations = 10_000m;

    public static decimal Of(OperationClass operation, decimal count) => count / Operations * operation switch
    {
        OperationClass.Write => Write,
        OperationClass.List => List,
        OperationClass.Read => Read,
        OperationClass.Other => Other,
        OperationClass.Delete => Delete,
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    public static string Format(decimal dollars) => string.Create(CultureInfo.InvariantCulture, $"${dollars:#,0}");
}
