using System.Globalization;
using Microsoft.AspNetCore.SignalR;
using SopEngine.Core.Rights;
using SopEngine.Engine.Data;
using SopEngine.Web.Chrome.Live;
using SopEngine.Web.Http;

namespace SopEngine.Web.Designer.Instances;

/// <summary>The hub where viewers of running workflows wait for news; the Studio names its methods.</summary>
internal sealed class InstanceHub(WatchedCases watched, OpenStreams streams, SopDatabase database) : Hub
{
    public const string Path = "/elsa/hubs/workflow-instance";

    public override Task OnConnectedAsync()
    {
        if (Context.GetHttpContext()?.Features.Get<Person>() is { } person && person.May(Right.WriteSops)
            && streams.Open(person) is { } place)
        {
            Context.Items[typeof(Person)] = person;
            Context.Items[typeof(OpenStreams)] = place;
        }
        else
        {
            Context.Abort();
        }

        return Task.CompletedTask;
    }

    /// <summary>Asks for news of a case of the person's unit; of another there never is any.</summary>
    public async Task ObserveInstanceAsync(string instanceId)
    {
        if (Context.Items[typeof(Person)] is not Person person
            || !long.TryParse(instanceId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return;

        var seq = await database.QuerySingle<int?>(
            person.UnitId, "select seq from cases where unit_id = @unit and id = @id and status = 'running'",
            new { id }, Context.ConnectionAborted);
        if (seq is null) return;
        await Groups.AddToGroupAsync(Context.ConnectionId, WatchedCases.Group(person.UnitId, id), Context.ConnectionAborted);
        watched.Add(Context.ConnectionId, person.UnitId, id, seq.Value);
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watched.Remove(Context.ConnectionId);
        if (Context.Items.TryGetValue(typeof(OpenStreams), out var place)) ((IDisposable)place!).Dispose();
        return Task.CompletedTask;
    }
}
