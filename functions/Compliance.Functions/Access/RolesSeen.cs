using Compliance.Access;
using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Functions.Access;

/// <summary>What a principal's tokens granted when last seen, <c>settings/roles/{pseudonym}</c>.</summary>
/// <param name="Roles">As in tokens, in alphabetical order.</param>
sealed record SeenRoles(IReadOnlyList<string> Roles, DateTimeOffset At);

/// <summary>
/// Notes in the audit log which roles a principal's tokens grant, when it is first seen and whenever they change
/// (<c>access.rolesChanged</c>): the directory grants roles, and its own log is not the tenant's evidence. Costs one read per principal and
/// host.
/// </summary>
public sealed class RolesSeen(TenantStoreFactory stores, IAuditLog audit, TimeProvider clock)
{
    const string Event = "access.rolesChanged";
    const string Origin = "Access";
    const int Remembered = 20_000;
    const int RolesInADetail = 6;

    readonly RecentlySeen noted = new(Remembered);
    readonly VersionedBlob<string, SeenRoles> blobs = new(x => x.Settings, pseudonym => $"roles/{pseudonym}");

    public async Task NoteAsync(TenantScope scope, string pseudonym, IReadOnlySet<Role> roles, CancellationToken cancellationToken)
    {
        string[] names = [.. roles.Select(RoleNames.NameOf).Order(StringComparer.Ordinal)];
        var id = $"{scope.Resource}/{pseudonym}/{string.Join(',', names)}";
        if (noted.Contains(id))
        {
            return;
        }

        var store = stores.Open(scope);
        var stored = await blobs.FindAsync(store, pseudonym, cancellationToken);
        if (stored is null || !stored.Value.Roles.SequenceEqual(names, StringComparer.Ordinal))
        {
            var now = clock.GetUtcNow();
            await audit.AppendAsync(scope, Entry(pseudonym, stored?.Value.Roles ?? [], names, now), cancellationToken);

            // If another host was first, it noted the same roles, or the next request compares again.
            await blobs.TryWriteAsync(store, pseudonym, new SeenRoles(names, now), stored?.ETag, cancellationToken);
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
