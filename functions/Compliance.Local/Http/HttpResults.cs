using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Local.Http;

/// <summary>
/// Turns the return value of an HTTP function into the response, as the official ASP.NET Core integration does: an action result, a result,
/// or the <c>[HttpResult]</c> property of a return type with several outputs. Any other value is ignored: the response is what the function
/// wrote to it.
/// </summary>
static class HttpResults
{
    public static async Task ExecuteAsync(HttpContext http, object? returned)
    {
        if (!await TryExecuteAsync(http, returned) && returned is not null)
        {
            await TryExecuteAsync(http, OutputOf(returned));
        }
    }

    static async Task<bool> TryExecuteAsync(HttpContext http, object? result)
    {
        switch (result)
        {
            case IActionResult action:
                await action.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new ActionDescriptor()));
                return true;
            case IResult plain:
                await plain.ExecuteAsync(http);
                return true;
            default:
                return false;
        }
    }

    static object? OutputOf(object returned) => returned.GetType().GetProperties()
        .FirstOrDefault(x => x.IsDefined(typeof(HttpResultAttribute), inherit: true))?.GetValue(returned);
}
