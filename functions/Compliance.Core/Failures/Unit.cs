namespace Compliance.Failures;

/// <summary>What an <see cref="Outcome{T}"/> holds where success has no value.</summary>
public readonly record struct Unit;
