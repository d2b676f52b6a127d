namespace Compliance.Failures;

/// <summary>The value of an <see cref="Outcome{T}"/> whose success has no value.</summary>
public readonly record struct Unit;
