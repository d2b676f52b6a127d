namespace Compliance.Audit;

/// <summary>Selects entries of the log; null in a field leaves it open.</summary>
/// <param name="Event">An event, or the first words of several: <c>recording</c> means <c>recording.sealed</c> too.</param>
/// <param name="Principal">A pseudonym, <c>system</c> or <c>anonymous</c>.</param>
/// <param name="Resource">A resource, with everything below it: <c>recordings/{id}</c> means its files too.</param>
/// <param name="Since">Entries of this time or later.</param>
/// <param name="Until">Entries before this time.</param>
public sealed record AuditFilter(string? Event, string? Principal, string? Resource, DateTimeOffset? Since, DateTimeOffset? Until)
{
    public bool Includes(AuditLine line) =>
        IsWithin(line.Event, Event, '.')
        && (Principal is null || line.Principal == Principal)
        && IsWithin(line.Resource, Resource, '/')
        && (Since is null || line.At >= Since)
        && (Until is null || line.At < Until);

    static bool IsWithin(string value, string? wanted, char separator) =>
        wanted is null
        || value == wanted
        || (value.StartsWith(wanted, StringComparison.Ordinal) && value[wanted.Length] == separator);
}
