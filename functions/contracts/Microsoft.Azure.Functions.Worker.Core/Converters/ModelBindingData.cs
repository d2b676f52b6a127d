namespace Microsoft.Azure.Functions.Worker.Core;

/// <summary>What the host sends instead of an event's content, for a converter to resolve.</summary>
public abstract class ModelBindingData
{
    public abstract string Version { get; }

    public abstract string Source { get; }

    public abstract BinaryData Content { get; }

    public abstract string ContentType { get; }
}
