namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Whether a binding takes one event or an array of them.</summary>
public interface ISupportCardinality
{
    public Cardinality Cardinality { get; set; }
}

public enum Cardinality
{
    Many,
    One,
}
