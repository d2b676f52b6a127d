using System.Globalization;
using Compliance.Access;
using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Functions.Access;

/// <param name="Roles">As in tokens, in alphabetical order.</param>
/// <param name="At">When this was last noted in the log.</param>
sealed record SeenRoles(IReadOnlyList<string> Roles, DateTimeOffset At);

/// <summary>What a principal's tokens granted, <c>settings/roles/{pseudonym}</c>.</summary>
/// <param name="Sets">Each set of roles once, the one that was noted last at the end.</param>
sealed record RolesOfPrincipal(IReadOnlyList<SeenRoles> Sets);

/// <summary>
/// Notes in the audit log which roles a principal's tokens grant, when it is first seen and when they change (<c>access.rolesChanged</c>):
/// the directory grants roles, and its own log is not the tenant's evidence. Somebody who uses tokens of different roles by turns is noted
/// once a day for each. Costs one read per principal and host.
/// </summary>
public sealed class RolesSeen(TenantStoreFactory stores, IAuditLog audit, TimeProvider clock)
{
    const string Event = "access.rolesChanged";
    const string Origin = "Access";
    const int Remembered = 20_000;
    const int RolesInADetail = 6;
    const int MostSets = 20;

    static readonly TimeSpan Fresh = TimeSpan.FromDays(1);

    readonly RecentlySeen noted = new(Remembered);
    readonly VersionedBlob<string, RolesOfPrincipal> blobs = new(x => x.Settings, pseudonym => $"roles/{pseudonym}");

    public async Task NoteAsync(TenantScope scope, string pseudonym, IReadOnlySet<Role> roles, CancellationToken cancellationToken)
    {
        string[] names = [.. roles.Select(RoleNames.NameOf).Order(StringComparer.Ordinal)];
        var now = clock.GetUtcNow();
        var id = string.Create(
            CultureInfo.InvariantCulture, $"{scope.Resource}/{pseudonym}/{string.Join(',', names)}/{now.UtcDateTime:yyyy-MM-dd}");
        if (noted.Contains(id))
        {
            return;
        }

        var store = stores.Open(scope);
        var stored = await blobs.FindAsync(store, pseudonym, cancellationToken);
        var sets = stored?.Value.Sets ?? [];
        var same = sets.FirstOrDefault(x => x.Roles.SequenceEqual(names, StringComparer.Ordinal));
        if (same is null || (same != sets[^1] && now - same.At >= Fresh))
        {
            await audit.AppendAsync(scope, Entry(pseudonym, sets is [.., var last] ? last.Roles : [], names, now), cancellationToken);

            // If another host was first, it noted the same roles, or the next request compares again.
            var kept = sets.Where(x => x != same).Append(new SeenRoles(names, now)).TakeLast(MostSets);
            await blobs.TryWriteAsync(store, pseudonym, new RolesOfPrincipal([.. kept]), stored?.ETag, cancellationToken);
        }

        noted.Add(id);
    }

    static AuditEntry Entry(string pseudonym, IReadOnlyList<string> before, string[] after, DateTimeOffset at)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("added", after.Except(before, StringComparer.Ordinal));
        Add("removed", before.Except(after, StringComparer.Ordinal));
        return new AuditEntry(
            Event,
            $"{pseudonym}/{Compliance.Json.Rfc3339.Format(at)}",
            AuditPhase.Single,
            pseudonym,
            AuditEntry.Success,
            Origin,
            $"principals/{pseudonym}",
            details);

        // A detail holds at most 200 characters; six role names stay well below that.
        void Add(string name, IEnumerable<string> roles)
        {
            foreach (var (number, names) in roles.Chunk(RolesInADetail).Index())
            {
                details[$"{name}{number}"] = string.Join(',', names);
            }
        }
    }
}
