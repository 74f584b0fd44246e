"""What stands beside an article on its page: titles of others, cards, menus; told by place."""
