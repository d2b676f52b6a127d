using Compliance.Access;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Access;

/// <summary>
/// The officer (DPO) reads every case; only where the tenant's settings allow, or on one machine, may the officer also handle and approve:
/// whoever checks should not be who decides (GDPR Art. 38(6)).
/// </summary>
public sealed class RoleDerivation(TenantSettingsStore settings, IOptions<AccessOptions> options)
{
    /// <param name="wanted">What the function allows: settings are read only where they could matter.</param>
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
