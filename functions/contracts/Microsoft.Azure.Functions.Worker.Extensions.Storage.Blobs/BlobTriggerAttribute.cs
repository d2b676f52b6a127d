using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The function runs for new and changed blobs whose path matches; {names} in it bind to parameters.</summary>
[InputConverter(typeof(BlobStorageConverter))]
[ConverterFallbackBehavior(ConverterFallbackBehavior.Default)]
public sealed class BlobTriggerAttribute(string blobPath) : TriggerBindingAttribute
{
    [BindingPropertyName("path")]
    public string BlobPath { get; } = blobPath;

    public string? Connection { get; set; }

    public BlobTriggerSource Source { get; set; } = BlobTriggerSource.LogsAndContainerScan;
}

/// <summary>How the host learns of blobs.</summary>
public enum BlobTriggerSource
{
    LogsAndContainerScan,
    EventGrid,
}
