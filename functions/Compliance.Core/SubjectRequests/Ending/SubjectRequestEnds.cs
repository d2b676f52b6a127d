using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Requests by the day on which their personal part goes, <c>state/ends/{yyyyMMdd}-{requestId}</c>, so that the timer reads only those
/// whose day has come. A marker is written before the register says that the request is over.
/// </summary>
public sealed class SubjectRequestEnds(TimeProvider clock)
{
    const int DayCharacters = 8;

    readonly OpenWorkMarkers marks = new("ends/");

    public Task PutAsync(TenantStore store, SubjectRequestId id, DateTimeOffset until, CancellationToken cancellationToken) =>
        marks.PutAsync(store, $"{DayOf(until)}-{id}", cancellationToken);

    /// <summary>Those whose day has come, earliest first.</summary>
    public async IAsyncEnumerable<(SubjectRequestId Id, string Name, ETag Version)> DueAsync(
        TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var today = DayOf(clock.GetUtcNow());
        await foreach (var (name, version) in marks.ListAsync(store, cancellationToken))
        {
            if (string.CompareOrdinal(name, 0, today, 0, DayCharacters) > 0)
            {
                yield break;
            }

            if (name.Length > DayCharacters && SubjectRequestId.TryParse(name[(DayCharacters + 1)..], out var id))
            {
                yield return (id, name, version);
            }
        }
    }

    public Task RemoveAsync(TenantStore store, string name, ETag version, CancellationToken cancellationToken) =>
        marks.RemoveAsync(store, name, version, cancellationToken);

    static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
