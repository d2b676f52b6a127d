using Compliance.Audit;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Hands letter and package to a person who opened a link; each is counted and recorded before the first byte.</summary>
public sealed class DeliveryHandover(
    DeliveryDoor door, SubjectRequestLetters letters, PackageReader packages, DisclosureRegister disclosures, TimeProvider clock)
{
    /// <returns>The letter as a page; null if there is none.</returns>
    public async Task<string?> LetterAsync(
        TenantStore store, OpenDelivery open, TenantSettings settings, Actor actor, CancellationToken cancellationToken)
    {
        if (!(await letters.FindAsync(store, open.Stored, settings, cancellationToken)).IsSuccess(out var letter, out _)
            || !await door.CollectAsync(store, open, DisclosedThing.Letter, actor, cancellationToken))
        {
            return null;
        }

        var disclosure = new RequestDisclosure(
            clock.GetUtcNow(), DisclosedThing.Letter, DisclosedTo.DataSubject, Name: null, By: null, []);
        await disclosures.NoteAsync(store, open.Key.Request, $"letter-{open.Key.Id}", disclosure, cancellationToken);
        return letter.Html;
    }

    /// <returns>Null if there is no package to hand out.</returns>
    public async Task<OpenedPackage?> PackageAsync(
        TenantStore store, OpenDelivery open, TenantSettings settings, Actor actor, CancellationToken cancellationToken)
    {
        // Whether there is one is seen before a use is spent on it.
        if ((await packages.LookAsync(store, open.Key.Request, cancellationToken)).Failure is not null
            || !await door.CollectAsync(store, open, DisclosedThing.Package, actor, cancellationToken))
        {
            return null;
        }

        var person = new Collector(actor, DisclosedTo.DataSubject, [], MayReview: false);
        var opened = await packages.OpenAsync(store, open.Key.Request, person, settings.ReviewPackages, cancellationToken);
        return opened.IsSuccess(out var package, out _) ? package : null;
    }
}
