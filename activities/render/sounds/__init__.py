"""Short sounds to lay over a clip, one in each file. All are made by formula."""
