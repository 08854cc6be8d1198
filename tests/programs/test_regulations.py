"""Pages of regulations."""


def test_page_opens(world, client_of):
    for path in ("/regulation/", "/regulation/new/", f"/regulation/{world.a11.regulations['draft']}/"):
        response = client_of(world.a11.curator).get(path)
        assert response.status_code == 200, path
