using Compliance.Access;
using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Calls;

/// <summary>A call that somebody signals about.</summary>
/// <param name="Actor">The sender, as the audit log names it.</param>
/// <param name="Reach">Which calls the sender may signal about.</param>
/// <param name="Period">When the call took place; null while no recording of it was announced.</param>
public sealed record SignalledCall(TenantStore Store, Actor Actor, CallReach Reach, CallId Id, CallPeriod? Period);
