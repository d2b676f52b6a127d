using Compliance.Access;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Access;

/// <summary>
/// The data protection officer reads every case. Handling and approving are allowed only if the tenant's settings permit it, or on one
/// machine: a person who supervises should not decide (GDPR Art. 38(6)).
/// </summary>
public sealed class RoleDerivation(TenantSettingsStore settings, IOptions<AccessOptions> options)
{
    /// <param name="wanted">The roles that the function allows; settings are read only if they could matter.</param>
    public async ValueTask<IReadOnlySet<Role>> DeriveAsync(
        TenantScope scope, IReadOnlySet<Role> granted, IReadOnlyList<Role> wanted, CancellationToken cancellationToken)
    {
        if (!granted.Contains(Role.PrivacyOfficer) || !wanted.Any(x => x is Role.PrivacyHandler or Role.PrivacyApprover))
        {
            return granted;
        }

        if (options.Value.OfficerActsForAll)
        {
            return new HashSet<Role>(granted) { Role.PrivacyHandler, Role.PrivacyApprover };
        }

        var allowed = (await settings.ReadAsync(scope, cancellationToken)).Settings;
        var roles = new HashSet<Role>(granted);
        if (allowed.OfficerMayHandle)
        {
            roles.Add(Role.PrivacyHandler);
        }

        if (allowed.OfficerMayApprove)
        {
            roles.Add(Role.PrivacyApprover);
        }

        return roles;
    }
}
